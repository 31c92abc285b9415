/*{
  "name": "adjust",
  "about": "Exposure, contrast, saturation and temperature. Before composite it changes the person alone.",
  "kind": "point",
  "params": {
    "exposure":    {"default": 0.0, "min": -2.0, "max": 2.0, "about": "stops; -2 a quarter of the light, 2 four times"},
    "contrast":    {"default": 0.0, "min": -1.0, "max": 1.0, "about": "-1 grey, 1 twice the contrast"},
    "saturation":  {"default": 0.0, "min": -1.0, "max": 1.0, "about": "-1 no colour, 1 twice as much"},
    "temperature": {"default": 0.0, "min": -1.0, "max": 1.0, "about": "-1 cold blue, 1 warm orange"}
  }
}*/
const vec3 adjust_luma = vec3(0.2126, 0.7152, 0.0722);
const vec3 adjust_warm = vec3(0.14, 0.02, -0.16);
const float adjust_stop = 0.4545;  // a stop of light, in sRGB

vec4 adjust(vec4 color, vec2 uv) {
  vec3 gain = (1.0 + adjust_contrast) * exp2(adjust_exposure * adjust_stop) * (1.0 + adjust_temperature * adjust_warm);
  vec3 rgb = color.rgb * gain;
  rgb = mix(vec3(dot(rgb, adjust_luma)), rgb, 1.0 + adjust_saturation) - 0.5 * adjust_contrast;
  return vec4(clamp(rgb, 0.0, 1.0), color.a);
}
